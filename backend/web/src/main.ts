import './ui'
import './styles/base.css'
import './styles/parts.css'
import './styles/rows.css'
import './styles/cards.css'
import './styles/cases.css'
import './styles/fleet.css'
import './styles/figures.css'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './i18n'
import { router } from './router'

createApp(App).use(i18n).use(router).mount('#app')
